import type { Position } from '@shared/model';

/**
 * A series: one run of one recorder on this device (glossary: segment). Its slices
 * follow one another without a gap.
 */
export interface Series {
  id: string;
  sittingId: string;
  takeId: string;
  position: Position;
  /** From 1 within the take on this device. */
  order: number;
  mime: string;
  /** Server time of the first frame, in ms since the epoch. */
  firstAtMs?: number;
  /** The same as it was said when the server was first told of the series, by which it knows the series again. */
  begunAtMs?: number;
  /** Server time of the last slice, in ms since the epoch. */
  lastAtMs?: number;
  bytes: number;
  slices: number;
  /** True once no slice will follow. */
  ended: boolean;
  /** The server's name of it, and where its bytes go. */
  segmentId?: string;
  ticket?: string;
  endpoint?: string;
  url?: string;
  /** True once the server said that it has the whole, by its hash. */
  verified?: boolean;
  /** Why the server takes it no more, such as a take that is discarded. */
  refused?: string;
}

/** Some bytes of a series, as the recorder gave them. */
export interface Slice {
  seriesId: string;
  seq: number;
  from: number;
  blob: Blob;
}

/** Where slices outlive a reload, a crash and a dead battery. */
export interface SliceStore {
  all(): Promise<Series[]>;
  putSeries(series: Series): Promise<void>;
  /** Both or neither; on the device's medium when it returns. */
  putSlice(series: Series, slice: Slice): Promise<void>;
  /** In order. */
  slices(seriesId: string): Promise<Slice[]>;
  remove(seriesId: string): Promise<void>;
}
