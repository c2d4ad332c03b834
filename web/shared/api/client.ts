/** The server's answer when it says no, and the ways to ask it. */

/** Codes that a browser gives itself, beside the server's. */
export type LocalCode = 'network' | 'bad_answer';

export class ApiError extends Error {
  constructor(
    /** What the program branches on; texts are `error.<code>`. */
    readonly code: string,
    /** The server's sentence, shown where no translation is known. */
    readonly detail: string,
    /** HTTP status; 0 when no answer came. */
    readonly status: number,
    /** Further members of the problem, such as `tries_left` or `opens_at`. */
    readonly extras: Readonly<Record<string, unknown>> = {},
  ) {
    super(`${code}: ${detail}`);
    this.name = 'ApiError';
  }

  /** True when asking again may help: no answer, or the server is not well. */
  get passing(): boolean {
    return this.status === 0 || this.status >= 500;
  }
}

export function isApiError(error: unknown, code?: string): error is ApiError {
  return error instanceof ApiError && (code === undefined || error.code === code);
}

export type Query = Record<string, string | number | boolean | undefined>;

export interface AskOptions {
  query?: Query | undefined;
  /** Sent as JSON, or as it is when a Blob. */
  body?: unknown;
  signal?: AbortSignal | undefined;
  /** Milliseconds until it counts as no answer. Defaults to 15,000. */
  timeoutMs?: number;
  /** Further headers. */
  headers?: Readonly<Record<string, string>>;
  /** Sent even when the page goes away meanwhile. */
  keepalive?: boolean;
}

/** Called after every answer with its round trip, for the clock. */
type Listener = (answer: { body: unknown; sentAtMs: number; receivedAtMs: number }) => void;
const listeners = new Set<Listener>();

export function onAnswer(listener: Listener): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export const api = {
  get: <T>(path: string, options?: AskOptions) => ask<T>('GET', path, options),
  post: <T = void>(path: string, body: unknown = {}, options?: AskOptions) =>
    ask<T>('POST', path, { ...options, body }),
  put: <T = void>(path: string, body: unknown, options?: AskOptions) =>
    ask<T>('PUT', path, { ...options, body }),
  delete: <T = void>(path: string, options?: AskOptions) => ask<T>('DELETE', path, options),
};

/** One request. Throws ApiError for every failure, `network` when no answer came. */
export async function ask<T>(method: string, path: string, options: AskOptions = {}): Promise<T> {
  const sentAtMs = Date.now();
  const response = await send(method, path, options);
  if (response.status === 204) return undefined as T;
  const text = await response.text().catch(() => '');
  if (!response.ok) throw problem(response.status, text);
  const body = parse(text);
  if (body === undefined) {
    throw new ApiError('bad_answer', 'The server sent something that is not JSON.', response.status);
  }
  const receivedAtMs = Date.now();
  for (const listener of listeners) listener({ body, sentAtMs, receivedAtMs });
  return body as T;
}

async function send(method: string, path: string, options: AskOptions): Promise<Response> {
  const headers: Record<string, string> = { Accept: 'application/json, application/problem+json', ...options.headers };
  if (method !== 'GET') headers['X-Kaochang'] = '1';
  const timeout = AbortSignal.timeout(options.timeoutMs ?? 15_000);
  const init: RequestInit = {
    method,
    headers,
    credentials: 'same-origin',
    cache: 'no-store',
    keepalive: options.keepalive === true,
    signal: options.signal ? anySignal(options.signal, timeout) : timeout,
  };
  if (options.body instanceof Blob) {
    headers['Content-Type'] = options.body.type;
    init.body = options.body;
  } else if (options.body !== undefined) {
    headers['Content-Type'] = 'application/json';
    init.body = JSON.stringify(options.body);
  }
  try {
    return await fetch(path + search(options.query), init);
  } catch (cause) {
    if (options.signal?.aborted) throw cause;
    throw new ApiError('network', 'No answer from the server.', 0);
  }
}

/** AbortSignal.any, which Safari has only since 17.4. */
function anySignal(a: AbortSignal, b: AbortSignal): AbortSignal {
  const both = new AbortController();
  for (const signal of [a, b]) {
    if (signal.aborted) both.abort(signal.reason);
    else signal.addEventListener('abort', () => both.abort(signal.reason), { once: true });
  }
  return both.signal;
}

function search(query: Query = {}): string {
  const params = new URLSearchParams();
  for (const [key, value] of Object.entries(query)) {
    if (value !== undefined) params.set(key, String(value));
  }
  const text = params.toString();
  return text === '' ? '' : `?${text}`;
}

interface ProblemBody extends Record<string, unknown> {
  code: string;
  title?: string;
  detail?: string;
}

/** Reads problem+json (RFC 9457); anything else becomes a code by its status. */
export function problem(status: number, text: string): ApiError {
  const body = parse(text);
  if (typeof body === 'object' && body !== null && 'code' in body) {
    const { code, detail, title, ...extras } = body as ProblemBody;
    return new ApiError(code, detail ?? title ?? '', status, extras);
  }
  return new ApiError(codeOfStatus(status), '', status);
}

function codeOfStatus(status: number): string {
  switch (status) {
    case 401:
      return 'unauthenticated';
    case 403:
      return 'forbidden';
    case 404:
      return 'not_found';
    case 409:
      return 'conflict';
    case 413:
      return 'too_large';
    case 429:
      return 'rate_limited';
    case 502:
    case 503:
    case 504:
      return 'unavailable';
    default:
      return status >= 500 ? 'internal' : 'invalid';
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
