import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { api } from '@shared/api/client';
import type { components } from '@shared/api/schema';
import type { Sent } from '@shared/model';

export type Announcement = Sent<components['schemas']['AnnouncementView']>;

const keyOf = (enrolmentId: string) => ['enrolment', enrolmentId, 'announcements'] as const;

/** What may be read now; looked for again by itself, for some become visible by the clock. */
export function useAnnouncements(enrolmentId: string) {
  return useQuery({
    queryKey: keyOf(enrolmentId),
    queryFn: () => api.get<{ announcements: Announcement[] }>(`/api/enrolments/${enrolmentId}/announcements`),
    refetchInterval: 30_000,
  });
}

export function useRead(enrolmentId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (id: string) => api.post(`/api/enrolments/${enrolmentId}/announcements/${id}/reads`),
    onSuccess: () => client.invalidateQueries({ queryKey: keyOf(enrolmentId) }),
  });
}
