import { expect, type Locator } from '@playwright/test';
import type { Browsers } from './browsers.ts';
import { colours } from './clip.ts';
import { Screen, sizes, type ScreenOptions } from './screen.ts';
import type { Server } from './server.ts';

/** What a candidate's device is like. */
export interface PhoneOptions extends ScreenOptions {
  /** Which camera it will be; it decides the clip where none is named. Default 1. */
  position?: 1 | 2;
}

/** What a staff member's PC is like. */
export interface StaffOptions extends ScreenOptions {
  /** Of the demo's staff, or of those that the test has made. */
  username: 'steward' | 'chair' | 'examiner' | 'admin' | (string & {});
}

/** Candidates of the demo school. */
export const candidates = {
  lin: { phone: '13800000001', name: '林晓雨' },
  wang: { phone: '13800000002', name: '王子轩' },
  ayi: { phone: '13800000003', name: '阿依古丽' },
} as const;

/** The password of every staff member of the demo school. */
export const PASSWORD = 'kaochang-demo';

/** A candidate's phone. */
export class Phone extends Screen {
  static async open(browsers: Browsers, server: Server, options: PhoneOptions = {}): Promise<Phone> {
    const position = options.position ?? 1;
    const clip = options.clip ?? (position === 1 ? 'first' : 'second');
    const { browser, shared, context, page, line } = await this.launch(
      browsers,
      server,
      { ...options, clip },
      { size: sizes.phone, isPhone: true },
    );
    return new Phone(`phone ${position}`, server, browser, shared, context, page, line, 'candidate', options.language ?? 'zh-CN');
  }

  /** Signs in by a phone number and the code that the demo's inbox shows. */
  async signIn(number: string, page = '/s/demo'): Promise<void> {
    await this.open(page);
    await this.page.getByLabel(this.t('sign_in.phone')).fill(number);
    const before = await this.codes(number);
    await this.page.getByRole('button', { name: this.t('sign_in.send') }).click();
    await this.page.getByLabel(this.t('sign_in.code')).fill(await this.readSmsCode(number, before.length));
    await expect(this.page.getByLabel(this.t('sign_in.code'))).toHaveCount(0); // six digits send themselves
  }

  /** The newest code sent to a number, once there are more than `seen` of them. */
  async readSmsCode(number: string, seen = 0): Promise<string> {
    await expect.poll(async () => (await this.codes(number)).length, { message: `an SMS to ${number}` }).toBeGreaterThan(seen);
    return (await this.codes(number))[0] ?? '';
  }

  private async codes(number: string): Promise<string[]> {
    return (await (this.server as Server).inbox(number)).map((message) => message.code);
  }
}

/** A staff member's PC. */
export class Staff extends Screen {
  static async open(browsers: Browsers, server: Server, options: StaffOptions): Promise<Staff> {
    const clip = options.clip ?? (options.username in colours ? options.username : 'examiner');
    const { browser, shared, context, page, line } = await this.launch(
      browsers,
      server,
      { ...options, clip },
      { size: sizes.pc, isPhone: false },
    );
    return new Staff(options.username, server, browser, shared, context, page, line, 'console', options.language ?? 'zh-CN');
  }

  /** Signs in by name and password; the console's first page opens. */
  async signIn(page = '/staff/', password = PASSWORD): Promise<void> {
    await this.open(page);
    await this.page.getByLabel(this.t('sign_in.username')).fill(this.name);
    await this.password().fill(password);
    await this.page.getByRole('button', { name: this.t('sign_in.submit'), exact: true }).click();
    await expect(this.page.getByLabel(this.t('sign_in.username'))).toHaveCount(0);
  }

  /** The password's field; its button to show it has nearly the same label. */
  password(): Locator {
    return this.page.locator('input[name="password"]');
  }
}
