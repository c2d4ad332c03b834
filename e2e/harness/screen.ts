import { chromium, type Browser, type BrowserContext, type BrowserContextOptions, type Page } from '@playwright/test';
import { started, type Browsers } from './browsers.ts';
import { clipFile, type Clip } from './clip.ts';
import { Line } from './line.ts';
import { Texts, type App, type Language } from './texts.ts';

/** What a browser of a test is like. */
export interface ScreenOptions {
  /** What its camera shows: a clip by name, or a file from clipOfPicture. */
  clip?: Clip | (string & {});
  /** The browser's language. Default zh-CN. */
  language?: Language;
  /** Whether its network is a Line of its own, which the test can cut. Default no. */
  line?: boolean;
  /** Whether the browser is nobody else's, so that the test can kill it; with a line or a profile it always is. Default no. */
  own?: boolean;
  /** A folder for what the browser keeps, so that another browser can go on after this one died. Default none. */
  profile?: string;
  /** What the person answers when the browser asks for camera and microphone. Default granted. */
  camera?: 'granted' | 'denied';
  /** Whether the browser says that it is WeChat's own. Default no. */
  wechat?: boolean;
}

/** How large the screens of a test are, in CSS pixels. */
export const sizes = {
  phone: { width: 390, height: 844 },
  pc: { width: 1440, height: 900 },
} as const;

const SWITCHES = [
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--use-fake-device-for-media-stream',
  // Chromium hides local addresses behind mDNS names, which a machine without a network cannot resolve.
  '--disable-features=WebRtcHideLocalIpsWithMdns',
];

const PERMISSIONS = ['camera', 'microphone', 'clipboard-read', 'clipboard-write', 'screen-wake-lock'];

/** One person at one device: a context of its own, in a browser whose camera shows its clip. */
export class Screen {
  /** What went wrong on the page that nobody caught. */
  readonly errors: string[] = [];
  /** The console of the page, for the report of a failed test. */
  readonly lines: string[] = [];
  readonly texts: Texts;

  protected constructor(
    readonly name: string,
    readonly server: { url: string },
    readonly browser: Browser,
    /** Whether others have pages in this browser. */
    readonly shared: boolean,
    readonly context: BrowserContext,
    readonly page: Page,
    /** Its network, where the test asked for one. */
    readonly line: Line | undefined,
    app: App,
    language: Language,
  ) {
    this.texts = new Texts(app, language);
    page.on('pageerror', (error) => this.errors.push(`${this.name}: ${error.stack ?? error.message}`));
    page.on('console', (message) => this.lines.push(`${message.type()}: ${message.text()}`));
  }

  /** A text of the client in this screen's language. */
  t(key: string, values?: Record<string, string | number>): string {
    return this.texts.t(key, values);
  }

  /** Opens a page of the server. */
  async open(pathname: string): Promise<void> {
    await this.page.goto(this.server.url + pathname);
  }

  /** The device dies: no page is told, no connection is closed in order. */
  async die(): Promise<void> {
    const gone = new Promise((next) => this.browser.once('disconnected', next));
    await this.kill('browser');
    await gone;
  }

  /** Kills the browser's processes of a type, such as "renderer" for its tabs. */
  async kill(type: string): Promise<void> {
    for (const pid of await this.pids(type)) process.kill(pid, 'SIGKILL');
  }

  /** Camera and microphone are taken from the page while it uses them: their tracks end. The returned function gives them back. */
  async loseDevices(): Promise<() => Promise<void>> {
    await this.context.clearPermissions();
    return () => this.context.grantPermissions(PERMISSIONS, { origin: this.server.url });
  }

  /** The device stands still, as a phone does in its owner's pocket, or its browser's processes of a type do; the returned function wakes it. */
  async freeze(type?: string): Promise<() => void> {
    const pids = await this.pids(type);
    if (pids.length === 0) throw new Error(`no process of type ${type}`);
    for (const pid of pids) process.kill(pid, 'SIGSTOP');
    return () => pids.forEach((pid) => process.kill(pid, 'SIGCONT'));
  }

  async close(): Promise<void> {
    await (this.shared ? this.context : this.browser).close();
    await this.line?.close();
  }

  private async pids(type?: string): Promise<number[]> {
    if (this.shared) throw new Error(`${this.name} shares its browser: open it with own`);
    const session = await this.browser.newBrowserCDPSession();
    const { processInfo } = await session.send('SystemInfo.getProcessInfo');
    return processInfo.filter((one) => type === undefined || one.type === type).map((one) => one.id);
  }

  /** Starts the browser of a screen. */
  protected static async launch(
    browsers: Browsers,
    server: { url: string },
    options: ScreenOptions,
    device: { size: { width: number; height: number }; isPhone: boolean },
  ): Promise<{ browser: Browser; shared: boolean; context: BrowserContext; page: Page; line: Line | undefined }> {
    const line = options.line === true ? await Line.open() : undefined;
    const args = [...SWITCHES, ...(line?.switches() ?? [])];
    if (options.clip !== undefined) {
      const file = options.clip.includes('/') ? options.clip : clipFile(options.clip);
      args.push(`--use-file-for-fake-video-capture=${file}`);
    }
    const settings: BrowserContextOptions = {
      viewport: device.size,
      isMobile: device.isPhone,
      hasTouch: device.isPhone,
      locale: options.language === 'en' ? 'en-US' : 'zh-CN',
      timezoneId: 'Asia/Shanghai',
      ...(options.wechat === true && { userAgent: 'Mozilla/5.0 (Linux; Android 14) Chrome/130.0 Mobile Safari/537.36 MicroMessenger/8.0.50' }),
      serviceWorkers: 'block', // each test meets this build's files, never a cached one
    };
    const shared = line === undefined && options.profile === undefined && options.own !== true;
    const context =
      options.profile === undefined
        ? await (await (shared ? browsers.shared(args) : chromium.launch(started(args)))).newContext(settings)
        : await chromium.launchPersistentContext(options.profile, { ...started(args), ...settings });
    const browser = context.browser();
    if (browser === null) throw new Error('a context without its browser');
    context.setDefaultTimeout(20_000);
    // What is not granted here is refused, as if the person had pressed "Block".
    await context.grantPermissions(options.camera === 'denied' ? [] : PERMISSIONS, { origin: server.url });
    return { browser, shared, context, page: await context.newPage(), line };
  }
}
