import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { api } from '@shared/api/client';
import type { components } from '@shared/api/schema';
import type { Sent } from '@shared/model';

type Schemas = components['schemas'];
export type OwnSchool = Sent<Schemas['OwnSchool']>;
export type College = OwnSchool['colleges'][number];
export type StaffList = Sent<Schemas['StaffListOutputBody']>;
export type StaffLine = StaffList['staff'][number];
export type Binding = StaffLine['roles'][number];
export type StaffLogins = Sent<Schemas['StaffLoginsOutputBody']>;
export type Place = StaffList['places'][number];

const schoolKey = ['own-school'] as const;
const staffKey = ['school-staff'] as const;
const loginsKey = ['staff-logins'] as const;

export const useOwnSchool = () => useQuery({ queryKey: schoolKey, queryFn: () => api.get<OwnSchool>('/api/school') });
export const useStaff = () => useQuery({ queryKey: staffKey, queryFn: () => api.get<StaffList>('/api/staff') });

function useChange<Input, Output = void>(key: readonly string[], change: (input: Input) => Promise<Output>) {
  const client = useQueryClient();
  return useMutation({ mutationFn: change, onSuccess: () => client.invalidateQueries({ queryKey: key }) });
}

export const useChangeSchool = () =>
  useChange(schoolKey, (body: Pick<OwnSchool, 'name' | 'intro' | 'contact' | 'time_zone' | 'second_factor'>) => api.put('/api/school', body));
export const useKeepCollege = () =>
  useChange(schoolKey, (body: { id?: string | undefined; name: string }) => api.post('/api/colleges', body));
export const useRemoveCollege = () => useChange(schoolKey, (id: string) => api.delete(`/api/colleges/${id}`));

export interface Member {
  username: string;
  name: string;
  roles: Binding[];
}

export const useAddStaff = () =>
  useChange(staffKey, (body: Member) => api.post<{ id: string; password: string }>('/api/staff', body));
export const useChangeStaff = (id: string) =>
  useChange(staffKey, ({ name, roles }: Member) => api.put(`/api/staff/${id}`, { name, roles }));
export const useResetPassword = (id: string) =>
  useChange(staffKey, (reason: string) => api.post<{ password: string }>(`/api/staff/${id}/password`, { reason }));
export const useDisable = (id: string) =>
  useChange(staffKey, (body: { disabled: boolean; reason: string }) => api.put(`/api/staff/${id}/disabled`, body));
export const useStaffLogins = (id: string) =>
  useQuery({ queryKey: [...loginsKey, id], queryFn: () => api.get<StaffLogins>(`/api/staff/${id}/logins`) });
/** Ends one login of a member of staff, or all where none is named. */
export const useEndLogins = (id: string) =>
  useChange(loginsKey, (body: { login_id?: string | undefined; reason: string }) => api.post(`/api/staff/${id}/logins/end`, body));
