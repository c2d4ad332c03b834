import type { components } from '@shared/api/schema';
import type { Sent } from '@shared/model';

export type Queue = Sent<components['schemas']['QueueOutputBody']>;
export type Material = Queue['materials'][number];
