import type { Centrifuge, Subscription } from 'centrifuge';
import { useEffect, useRef, useSyncExternalStore } from 'react';
import type { ServerEvent } from './model';

/**
 * Hints from the server over one WebSocket for the page. A hint carries no
 * state: whoever hears one fetches the snapshot again. After a gap that the
 * server cannot fill, `resync` is heard in its place. Only the key of a paper is
 * told with the event, to the device that is to have it (kind `paper`).
 */

export type Connection = 'idle' | 'connecting' | 'connected' | 'down';
export type Hint = ServerEvent | { kind: 'resync'; at: number };

/** After the server closed a connection or a channel for good, we ask again so much later. */
const ASK_AGAIN_MS = 3_000;

let client: Promise<Centrifuge> | undefined;
let connection: Connection = 'idle';
const watchers = new Set<() => void>();

interface Channel {
  subscription: Promise<Subscription>;
  listeners: Set<(hint: Hint) => void>;
}
const channels = new Map<string, Channel>();

function setConnection(next: Connection): void {
  if (next === connection) return;
  connection = next;
  watchers.forEach((watch) => watch());
}

async function open(): Promise<Centrifuge> {
  const { Centrifuge } = await import('centrifuge');
  const scheme = location.protocol === 'https:' ? 'wss' : 'ws';
  const centrifuge = new Centrifuge(`${scheme}://${location.host}/api/events`, {
    minReconnectDelay: 300,
    maxReconnectDelay: 4_000,
    timeout: 5_000,
  });
  centrifuge.on('connected', () => setConnection('connected'));
  centrifuge.on('connecting', ({ code }) => setConnection(code === 0 ? 'connecting' : 'down'));
  centrifuge.on('disconnected', () => {
    setConnection(channels.size === 0 ? 'idle' : 'down');
    if (channels.size > 0) setTimeout(() => channels.size > 0 && centrifuge.connect(), ASK_AGAIN_MS);
  });
  // What is told to this device alone is heard beside the hints of its sitting.
  centrifuge.on('message', ({ data }) => {
    const told = data as ServerEvent;
    channels.get(`sitting:${told.sitting_id ?? ''}`)?.listeners.forEach((listener) => listener(told));
  });
  // A phone that comes back from sleep or a tunnel tries at once.
  addEventListener('online', () => retry(centrifuge));
  return centrifuge;
}

/** The library is fetched when it is first needed, which may be while the line is cut. */
async function openAtLast(): Promise<Centrifuge> {
  for (;;) {
    try {
      return await open();
    } catch {
      setConnection('down');
      await new Promise((resolve) => setTimeout(resolve, ASK_AGAIN_MS));
    }
  }
}

function retry(centrifuge: Centrifuge): void {
  if (connection !== 'down') return;
  centrifuge.disconnect();
  centrifuge.connect();
}

async function subscribe(name: string, listeners: Set<(hint: Hint) => void>): Promise<Subscription> {
  const centrifuge = await (client ??= openAtLast());
  const subscription = centrifuge.getSubscription(name) ?? centrifuge.newSubscription(name);
  const tell = (hint: Hint) => listeners.forEach((listener) => listener(hint));
  let before = false;
  subscription.on('publication', ({ data }) => tell(data as ServerEvent));
  subscription.on('subscribed', ({ recovered }) => {
    // Recovered publications have been heard one by one; all else means fetch.
    if (before && !recovered) tell({ kind: 'resync', at: Date.now() });
    before = true;
  });
  subscription.on('unsubscribed', () => {
    if (channels.has(name)) setTimeout(() => channels.has(name) && subscription.subscribe(), ASK_AGAIN_MS);
  });
  subscription.subscribe();
  centrifuge.connect();
  return subscription;
}

async function release(name: string, channel: Channel): Promise<void> {
  const subscription = await channel.subscription;
  if (channel.listeners.size > 0) return;
  channels.delete(name);
  subscription.removeAllListeners();
  subscription.unsubscribe();
  const centrifuge = await client;
  centrifuge?.removeSubscription(subscription);
  if (channels.size === 0) centrifuge?.disconnect();
}

/** Calls listener for every hint in a channel until the returned function is called. */
export function listen(name: string, listener: (hint: Hint) => void): () => void {
  let channel = channels.get(name);
  if (channel === undefined) {
    const listeners = new Set<(hint: Hint) => void>();
    channel = { listeners, subscription: subscribe(name, listeners) };
    channels.set(name, channel);
  }
  const joined = channel;
  joined.listeners.add(listener);
  return () => {
    joined.listeners.delete(listener);
    if (joined.listeners.size === 0) void release(name, joined);
  };
}

/** Hears a channel's hints while the component is shown; undefined is no channel. */
export function useChannel(name: string | undefined, onHint: (hint: Hint) => void): void {
  const latest = useRef(onHint);
  useEffect(() => {
    latest.current = onHint;
  });
  useEffect(() => {
    if (name === undefined) return;
    return listen(name, (hint) => latest.current(hint));
  }, [name]);
}

/** Whether the page hears the server now. */
export function useConnection(): Connection {
  return useSyncExternalStore(
    (watch) => {
      watchers.add(watch);
      return () => watchers.delete(watch);
    },
    () => connection,
  );
}
