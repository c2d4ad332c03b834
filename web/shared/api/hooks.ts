import { MutationCache, QueryCache, QueryClient, useQuery, useQueryClient } from '@tanstack/react-query';
import type { Me, PublicConfig, PublicSchool } from '../model';
import { api, isApiError } from './client';

/** Keys that both clients use; each app adds its own beside its features. */
export const sharedKeys = {
  me: ['me'] as const,
  config: ['config'] as const,
  school: (slug: string) => ['public-school', slug] as const,
};

/**
 * A cache that asks again while the server may yet answer, and never after a
 * rule said no. An answer that the login has ended signs the page out.
 */
export function newQueryClient(): QueryClient {
  const onError = (error: unknown) => {
    if (isApiError(error, 'unauthenticated')) client.setQueryData(sharedKeys.me, null);
  };
  const client: QueryClient = new QueryClient({
    queryCache: new QueryCache({ onError }),
    mutationCache: new MutationCache({ onError }),
    defaultOptions: {
      queries: {
        retry: (count, error) => isApiError(error) && error.passing && count < 2,
        retryDelay: (count) => Math.min(500 * 2 ** count, 4000),
        networkMode: 'always',
        staleTime: 2_000,
      },
      mutations: { retry: false, networkMode: 'always' },
    },
  });
  return client;
}

/** Who this browser is; null when nobody is signed in. */
export function useMe() {
  return useQuery({
    queryKey: sharedKeys.me,
    queryFn: fetchMe,
    staleTime: 60_000,
    refetchInterval: (query) => (query.state.status === 'error' ? 3_000 : false),
  });
}

async function fetchMe(): Promise<Me | null> {
  try {
    return await api.get<Me>('/api/me');
  } catch (error) {
    if (isApiError(error, 'unauthenticated')) return null;
    throw error;
  }
}

export function useConfig() {
  return useQuery({
    queryKey: sharedKeys.config,
    queryFn: () => api.get<PublicConfig>('/api/public/config'),
    staleTime: Infinity,
  });
}

/** The school's public head; an empty slug is the server's first school. */
export function usePublicSchool(slug: string) {
  return useQuery({
    queryKey: sharedKeys.school(slug),
    queryFn: () => api.get<PublicSchool>('/api/public/school', { query: { slug } }),
    staleTime: 5 * 60_000,
  });
}

/** Signs out and forgets all that was fetched. */
export function useSignOut() {
  const client = useQueryClient();
  return async () => {
    await api.delete('/api/logins/current').catch(() => undefined);
    client.setQueryData(sharedKeys.me, null); // what shows who one is is still there and sees this
    client.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== sharedKeys.me[0] });
  };
}
