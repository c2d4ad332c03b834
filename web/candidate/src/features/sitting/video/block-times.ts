/** Elements of WebM that are read (RFC 9559); all others are passed over. */
const ID = { segment: 0x18538067, cluster: 0x1f43b675, timecode: 0xe7, simpleBlock: 0xa3, group: 0xa0, block: 0xa1, tracks: 0x1654ae6b, track: 0xae, number: 0xd7, type: 0x83 } as const;
const FOLDERS: readonly number[] = [ID.segment, ID.cluster, ID.group, ID.tracks, ID.track];
const VIDEO = 1;

/**
 * Reads when the pictures of a recorder's WebM are shown, in ms of the file, while the
 * file comes in slices that may be cut anywhere.
 */
export class BlockTimes {
  /** Of the pictures, in order. */
  readonly times: number[] = [];
  /** Of the first block of all, sound or picture; undefined before it. */
  firstMs: number | undefined;
  #rest = new Uint8Array();
  #cluster = 0;
  #number = 0;
  #video: number | undefined;

  push(slice: Uint8Array): void {
    const bytes = new Uint8Array(this.#rest.length + slice.length);
    bytes.set(this.#rest);
    bytes.set(slice, this.#rest.length);
    let at = 0;
    for (;;) {
      const id = vint(bytes, at, false);
      const size = id && vint(bytes, at + id.length, true);
      if (size === undefined) break;
      const from = at + id!.length + size.length;
      if (FOLDERS.includes(id!.value)) {
        at = from;
        continue;
      }
      if (from + size.value > bytes.length) break;
      this.#see(id!.value, bytes.subarray(from, from + size.value));
      at = from + size.value;
    }
    this.#rest = bytes.slice(at);
  }

  #see(id: number, data: Uint8Array): void {
    if (id === ID.timecode) this.#cluster = whole(data);
    else if (id === ID.number) this.#number = whole(data);
    else if (id === ID.type && whole(data) === VIDEO) this.#video = this.#number;
    else if (id === ID.simpleBlock || id === ID.block) this.#block(data);
  }

  #block(data: Uint8Array): void {
    const track = vint(data, 0, true);
    if (track === undefined || data.length < track.length + 2) return;
    const atMs = this.#cluster + new DataView(data.buffer, data.byteOffset).getInt16(track.length);
    this.firstMs ??= atMs;
    if (track.value === this.#video) this.times.push(atMs);
  }
}

/** A number of variable length; a size loses its marking bit. Undefined where the bytes end before it does. */
function vint(bytes: Uint8Array, at: number, size: boolean): { value: number; length: number } | undefined {
  const head = bytes[at];
  if (head === undefined) return undefined;
  const length = Math.clz32(head) - 23;
  if (at + length > bytes.length) return undefined;
  let value = size ? head & (0xff >> length) : head;
  for (let i = 1; i < length; i++) value = value * 256 + (bytes[at + i] ?? 0);
  return { value, length };
}

function whole(data: Uint8Array): number {
  return data.reduce((sum, one) => sum * 256 + one, 0);
}
