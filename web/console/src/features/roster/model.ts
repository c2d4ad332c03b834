import type { components } from '@shared/api/schema';
import type { Sent } from '@shared/model';

type Schemas = components['schemas'];

export type Verdict = Schemas['Judged']['verdict'];
export type Plan = Sent<Schemas['PlanView']>;
export type PlanRow = Sent<Schemas['Judged']>;
export type PlanRows = Sent<Schemas['RowsOutputBody']>;
export type Started = Schemas['StartedOutputBody'];
export type PhotoResult = Schemas['PhotoResult'];
export type Candidate = Sent<Schemas['CandidateView']>;
export type CandidatePage = Sent<Schemas['ListOutputBody']>;
export type Catalogue = Sent<Schemas['CatalogueOutputBody']>;
export type HandedCode = Schemas['HandedCode'];

/** A row whose verdict changed between dry run and import. */
export interface Difference {
  row: number;
  number: string;
  was: Verdict;
  is: Verdict;
}

export const verdicts = ['wrong', 'new', 'changed', 'unchanged'] as const satisfies readonly Verdict[];

export const verdictColors: Record<Verdict, string> = { wrong: 'red', new: 'teal', changed: 'orange', unchanged: 'gray' };
