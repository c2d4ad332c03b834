import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { api, type Query } from '@shared/api/client';
import type { components } from '@shared/api/schema';
import type { DeviceCheck } from '@shared/device-check';
import type { Sent } from '@shared/model';

type Schemas = components['schemas'];

export type Ready = Omit<Sent<Schemas['ReadinessView']>, 'checks'> & { checks: DeviceCheck[] };
export type Counts = Schemas['ReadinessCountsView'];
export type State = Ready['state'];
type Page = { candidates: Ready[]; total: number; counts: Counts };
type Places = Sent<Schemas['PlacesOutputBody']>;

export const PAGE = 50;

/** What the list is narrowed to; an empty string narrows nothing. */
export interface Filter {
  exam_id: string;
  college_id: string;
  state: string;
  mock: string;
  q: string;
}

export const everybody: Filter = { exam_id: '', college_id: '', state: '', mock: '', q: '' };

/** The filter as a query: what is empty is left out. */
export function queryOf(filter: Filter): Query {
  return Object.fromEntries(Object.entries(filter).filter(([, value]) => value !== ''));
}

export function useReadiness(filter: Filter, page: number) {
  const query = { ...queryOf(filter), offset: (page - 1) * PAGE, limit: PAGE };
  return useQuery({
    queryKey: ['readiness', query],
    queryFn: () => api.get<Page>('/api/readiness', { query }),
    placeholderData: keepPreviousData,
    refetchInterval: 15_000,
  });
}

export function usePlaces() {
  return useQuery({ queryKey: ['readiness', 'places'], queryFn: () => api.get<Places>('/api/readiness/places'), staleTime: 60_000 });
}

/** Where the filtered list is as a workbook. */
export function exportPath(filter: Filter): string {
  const params = new URLSearchParams(queryOf(filter) as Record<string, string>).toString();
  return `/api/readiness/export${params === '' ? '' : `?${params}`}`;
}
