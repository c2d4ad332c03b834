/** A member of an RTCStatsReport, as far as it is read here (W3C webrtc-stats). */
export interface Stat {
  id: string;
  type: string;
  kind?: string;
  ssrc?: number;
  bytesSent?: number;
  packetsSent?: number;
  packetsLost?: number;
  roundTripTime?: number;
  selectedCandidatePairId?: string;
  state?: string;
  nominated?: boolean;
  localCandidateId?: string;
  protocol?: string;
  relayProtocol?: string;
  candidateType?: string;
}

export interface PathFound {
  udp: boolean;
  relay: boolean;
}

/** The path in use; undefined before there is one. A relay reached over TCP is no path over UDP. */
export function pathOf(stats: readonly Stat[]): PathFound | undefined {
  const byId = (id: string | undefined) => stats.find((one) => one.id === id);
  const chosen = stats.find((one) => one.type === 'transport')?.selectedCandidatePairId;
  const pair =
    byId(chosen) ?? stats.find((one) => one.type === 'candidate-pair' && one.nominated === true && one.state === 'succeeded');
  const local = byId(pair?.localCandidateId);
  if (pair === undefined || pair.state !== 'succeeded' || local?.protocol === undefined) return undefined;
  const relay = local.candidateType === 'relay';
  return { udp: (relay ? (local.relayProtocol ?? 'udp') : local.protocol) === 'udp', relay };
}

export interface Sent {
  kbps: number;
  loss_percent: number;
  round_trip_ms: number;
  seconds: number;
}

/** What went between two looks, and what the server reported of it. */
export function sentBetween(before: readonly Stat[], after: readonly Stat[], seconds: number): Sent {
  const sum = (stats: readonly Stat[], type: string, of: (stat: Stat) => number | undefined) =>
    stats.filter((one) => one.type === type).reduce((all, one) => all + (of(one) ?? 0), 0);
  const grown = (type: string, of: (stat: Stat) => number | undefined) => Math.max(0, sum(after, type, of) - sum(before, type, of));
  const packets = grown('outbound-rtp', (one) => one.packetsSent);
  const lost = grown('remote-inbound-rtp', (one) => one.packetsLost);
  const trips = after.filter((one) => one.type === 'remote-inbound-rtp' && one.roundTripTime !== undefined).map((one) => one.roundTripTime ?? 0);
  return {
    kbps: (grown('outbound-rtp', (one) => one.bytesSent) * 8) / 1000 / Math.max(0.001, seconds),
    loss_percent: packets === 0 ? 0 : Math.min(100, (lost / packets) * 100),
    round_trip_ms: Math.max(0, ...trips) * 1000,
    seconds,
  };
}
