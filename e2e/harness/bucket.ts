import { spawn, type ChildProcess } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { root } from './place.ts';
import { freePorts } from './port.ts';

const SECRET = 'of-the-tests-alone';
const READY_MS = 20_000;

/** A real S3 server with one bucket, which can go away and come back. */
export class Bucket {
  private readonly dir = mkdtempSync(path.join(tmpdir(), 'kaochang-s3-'));
  private child: ChildProcess | undefined;

  private constructor(private readonly port: number) {
    mkdirSync(path.join(this.dir, 'data', 'exam'), { recursive: true });
    writeFileSync(path.join(this.dir, 'secret'), SECRET);
  }

  static async open(): Promise<Bucket> {
    const bucket = new Bucket(await freePorts());
    await bucket.comeBack();
    return bucket;
  }

  /** Flags of a server whose files lie here. */
  get flags(): string[] {
    const endpoint = `http://127.0.0.1:${this.port}`;
    return ['--s3-endpoint', endpoint, '--s3-bucket', 'exam', '--s3-path-style', '--s3-key-id', 'kaochang', '--s3-secret-file', path.join(this.dir, 'secret')];
  }

  /** The names of files that are kept, by their hash. */
  kept(): string[] {
    return readdirSync(path.join(this.dir, 'data', 'exam'), { recursive: true, encoding: 'utf8' }).filter((name) => /^sha256\/..\/[0-9a-f]{64}$/.test(name));
  }

  /** Ends the server as a power cut does. */
  async goAway(): Promise<void> {
    const child = this.child;
    this.child = undefined;
    if (child === undefined) return;
    const gone = new Promise((next) => child.once('exit', next));
    child.kill('SIGKILL');
    await gone;
  }

  /** Starts it on what it kept, and waits until it answers. */
  async comeBack(): Promise<void> {
    const env = { ...process.env, ROOT_ACCESS_KEY_ID: 'kaochang', ROOT_SECRET_ACCESS_KEY: SECRET };
    this.child = spawn(path.join(root, 'bin/versitygw'), ['--quiet', '--port', `127.0.0.1:${this.port}`, 'posix', path.join(this.dir, 'data')], { env, stdio: 'ignore' });
    for (const until = Date.now() + READY_MS; Date.now() < until; ) {
      try {
        await fetch(`http://127.0.0.1:${this.port}`);
        return;
      } catch {
        await new Promise((next) => setTimeout(next, 50)); // not listening yet
      }
    }
    throw new Error(`the S3 server does not answer after ${READY_MS} ms: is there bin/versitygw?`);
  }

  async close(): Promise<void> {
    await this.goAway();
    rmSync(this.dir, { recursive: true, force: true });
  }
}
