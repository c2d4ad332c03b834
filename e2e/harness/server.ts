import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { binary } from './place.ts';
import { freePorts } from './port.ts';

/** A text message of the demo's inbox. */
export interface Message {
  phone: string;
  text: string;
  code: string;
  at: string;
}

/** How long a server may take to become ready; a loaded machine is slow. */
const READY_MS = 30_000;

/** What a server is started as: with the demo school, or empty as a school gets it. */
export type Command = 'demo' | 'serve';

/** A server of one test: free ports, empty data, gone afterwards. */
export class Server {
  readonly url: string;
  readonly data: string;
  /** Everything that the server has written, over all its starts. */
  log = '';
  private process: ChildProcess | undefined;

  private constructor(
    private readonly command: Command,
    private readonly port: number,
    private readonly args: string[],
  ) {
    this.url = `http://127.0.0.1:${port}`;
    this.data = mkdtempSync(path.join(tmpdir(), 'kaochang-e2e-'));
  }

  /** Starts a server and waits until it is ready; args are further flags of its command. */
  static async start(command: Command, ...args: string[]): Promise<Server> {
    const server = new Server(command, await freePorts(), args);
    await server.run();
    return server;
  }

  /** The folder of its data, to look for recordings. */
  file(...names: string[]): string {
    return path.join(this.data, 'data', ...names);
  }

  /** Ends the process as a power cut does: nothing is written, nobody is told. */
  async kill9(): Promise<void> {
    await this.end('SIGKILL');
  }

  /** Starts it again on the same ports and data, and waits until it is ready. */
  async restart(): Promise<void> {
    if (this.process !== undefined) throw new Error('the server still runs');
    await this.run();
  }

  /** Stops it in order and removes its data. */
  async stop(): Promise<void> {
    await this.end('SIGTERM');
    rmSync(this.data, { recursive: true, force: true });
  }

  /** Asks the API as a stranger; the answer's body. */
  async get<T>(pathname: string): Promise<T> {
    const answer = await fetch(this.url + pathname);
    if (!answer.ok) throw new Error(`GET ${pathname}: ${answer.status} ${await answer.text()}`);
    return (await answer.json()) as T;
  }

  /** The one-time token of the set-up link that an empty server prints as it starts. */
  async setUpToken(): Promise<string> {
    const until = Date.now() + READY_MS;
    while (Date.now() < until) {
      const [, token] = /\/staff\/setup#(\S+)/.exec(this.log) ?? [];
      if (token !== undefined) return token;
      await new Promise((next) => setTimeout(next, 50));
    }
    throw new Error(`no set-up link in\n${this.log}`);
  }

  /** Messages to a phone number, newest first. */
  async inbox(phone: string): Promise<Message[]> {
    const { messages } = await this.get<{ messages: Message[] }>(`/api/demo/inbox?phone=${phone}`);
    return messages;
  }

  private async run(): Promise<void> {
    const args = [this.command, '--addr', `127.0.0.1:${this.port}`, '--data', this.file(), ...this.args];
    const child = spawn(binary, args, { env: environment(), stdio: ['ignore', 'pipe', 'pipe'] });
    this.process = child;
    const keep = (chunk: Buffer) => (this.log += chunk.toString());
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
    const ended = new Promise<never>((_, refuse) => {
      child.once('exit', (code, signal) => {
        if (this.process === child) refuse(new Error(`the server ended (${code ?? signal}):\n${this.log}`));
      });
    });
    ended.catch(() => undefined); // it matters only while we wait for it to be ready
    await Promise.race([this.ready(), ended]);
  }

  private async ready(): Promise<void> {
    const until = Date.now() + READY_MS;
    while (Date.now() < until) {
      try {
        if ((await fetch(`${this.url}/readyz`)).ok) return;
      } catch {
        // not listening yet
      }
      await new Promise((next) => setTimeout(next, 50));
    }
    throw new Error(`the server is not ready after ${READY_MS} ms:\n${this.log}`);
  }

  private async end(signal: NodeJS.Signals): Promise<void> {
    const child = this.process;
    this.process = undefined;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const gone = new Promise((next) => child.once('exit', next));
    child.kill(signal);
    await gone;
  }
}

/** Our environment without settings: the server refuses those that it does not know. */
function environment(): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('KAOCHANG_')));
}
