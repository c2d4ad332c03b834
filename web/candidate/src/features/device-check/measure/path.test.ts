import { describe, expect, it } from 'vitest';
import { pathOf, sentBetween, type Stat } from './path';

const stats = (local: Partial<Stat>, pair: Partial<Stat> = {}): Stat[] => [
  { id: 'T', type: 'transport', selectedCandidatePairId: 'P' },
  { id: 'Q', type: 'candidate-pair', state: 'failed', localCandidateId: 'L' },
  { id: 'P', type: 'candidate-pair', state: 'succeeded', nominated: true, localCandidateId: 'L', ...pair },
  { id: 'L', type: 'local-candidate', protocol: 'udp', candidateType: 'host', ...local },
];

// FEATURES: A16
describe('the path in use', () => {
  it.each([
    ['straight over UDP', {}, { udp: true, relay: false }],
    ['straight over TCP', { protocol: 'tcp' }, { udp: false, relay: false }],
    ['through a relay', { candidateType: 'relay' }, { udp: true, relay: true }],
    ['through a relay that is reached over TLS', { candidateType: 'relay', relayProtocol: 'tls' }, { udp: false, relay: true }],
  ] as const)('%s', (_, local, want) => {
    expect(pathOf(stats(local))).toEqual(want);
  });

  it('is none before a pair has succeeded', () => {
    expect(pathOf(stats({}, { state: 'in-progress' }))).toBeUndefined();
    expect(pathOf([])).toBeUndefined();
  });

  it('is found without a transport, as Firefox reports', () => {
    expect(pathOf(stats({}).slice(1))).toEqual({ udp: true, relay: false });
  });
});

describe('what went between two looks', () => {
  const look = (bytes: number, packets: number, lost: number, seconds: number): Stat[] => [
    { id: 'o1', type: 'outbound-rtp', bytesSent: bytes, packetsSent: packets },
    { id: 'o2', type: 'outbound-rtp', bytesSent: 0, packetsSent: 0 },
    { id: 'r1', type: 'remote-inbound-rtp', packetsLost: lost, roundTripTime: seconds },
  ];

  it('is counted from the first, not from the start', () => {
    expect(sentBetween(look(1_000_000, 1000, 50, 0.02), look(1_500_000, 1400, 70, 0.04), 4)).toEqual({
      ...{ kbps: 1000, loss_percent: 5, round_trip_ms: 40, seconds: 4 },
    });
  });

  it('is nothing where nothing was sent', () => {
    expect(sentBetween([], [], 4)).toEqual({ kbps: 0, loss_percent: 0, round_trip_ms: 0, seconds: 4 });
  });
});
