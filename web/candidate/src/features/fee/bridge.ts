import type { components } from '@shared/api/schema';

export type BridgePayment = components['schemas']['BridgePayment'];

/** How a payment inside WeChat's own browser ended. */
export type BridgeEnd = 'ok' | 'cancel' | 'fail';

/** What WeChat's own browser offers to its pages (WeChat Pay API v3, JSAPI). */
interface Bridge {
  invoke(name: 'getBrandWCPayRequest', payment: BridgePayment, done: (answer: { err_msg: string }) => void): void;
}

/** True inside WeChat's own browser. */
export const insideWeChat = (): boolean => /MicroMessenger/i.test(navigator.userAgent);

/** How long the bridge may take to appear. */
const READY_MS = 5_000;

/** Opens WeChat's own payment; resolves when it was paid, put away, or could not begin. */
export async function payByBridge(payment: BridgePayment): Promise<BridgeEnd> {
  const bridge = await bridgeOf(globalThis as { WeixinJSBridge?: Bridge });
  if (bridge === undefined) return 'fail';
  const answer = await new Promise<{ err_msg: string }>((next) => bridge.invoke('getBrandWCPayRequest', payment, next));
  if (answer.err_msg.endsWith(':ok')) return 'ok';
  return answer.err_msg.endsWith(':cancel') ? 'cancel' : 'fail';
}

async function bridgeOf(page: { WeixinJSBridge?: Bridge }): Promise<Bridge | undefined> {
  if (page.WeixinJSBridge === undefined) {
    await new Promise<void>((next) => {
      document.addEventListener('WeixinJSBridgeReady', () => next(), { once: true });
      setTimeout(next, READY_MS);
    });
  }
  return page.WeixinJSBridge;
}
