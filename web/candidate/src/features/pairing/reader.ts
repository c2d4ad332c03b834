import wasmUrl from 'zxing-wasm/reader/zxing_reader.wasm?url';

/** Reads the QR in a picture; undefined when there is none. */
export type Reader = (picture: HTMLVideoElement) => Promise<string | undefined>;

/**
 * The browser's own reader where it has one, else zxing, whose wasm comes from
 * our own server: an exam does not depend on anybody else's.
 */
export async function loadReader(): Promise<Reader> {
  const { BarcodeDetector, prepareZXingModule } = await import('barcode-detector/ponyfill');
  const own = await ownDetector();
  if (own === undefined) prepareZXingModule({ overrides: { locateFile: () => wasmUrl } });
  const detector = own ?? new BarcodeDetector({ formats: ['qr_code'] });
  return async (picture) => (await detector.detect(picture))[0]?.rawValue;
}

interface Detector {
  detect(picture: HTMLVideoElement): Promise<{ rawValue: string }[]>;
}

interface NativeDetector {
  new (options: { formats: string[] }): Detector;
  getSupportedFormats(): Promise<string[]>;
}

async function ownDetector(): Promise<Detector | undefined> {
  const native = (globalThis as { BarcodeDetector?: NativeDetector }).BarcodeDetector;
  const formats = await native?.getSupportedFormats().catch((): string[] => []);
  return native !== undefined && formats?.includes('qr_code') === true
    ? new native({ formats: ['qr_code'] })
    : undefined;
}
