import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { api } from '@shared/api/client';
import type { components } from '@shared/api/schema';
import { payByBridge, type BridgePayment } from './bridge';

export type Fee = components['schemas']['Fee'];

const keyOf = (enrolmentId: string) => ['enrolment', enrolmentId, 'fee'] as const;
const pathOf = (enrolmentId: string) => `/api/enrolments/${enrolmentId}/fee`;

export function useFee(enrolmentId: string) {
  return useQuery({ queryKey: keyOf(enrolmentId), queryFn: () => api.get<Fee>(pathOf(enrolmentId)) });
}

/** Makes an order to pay, or gets the one that can be paid already. */
export function usePay(enrolmentId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => api.post<Fee>(`${pathOf(enrolmentId)}/orders`),
    onSuccess: (fee) => client.setQueryData(keyOf(enrolmentId), fee),
  });
}

/** Asks the provider whether it has arrived. */
export function useCheck(enrolmentId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => api.post<Fee>(`${pathOf(enrolmentId)}/checks`),
    onSuccess: (fee) => client.setQueryData(keyOf(enrolmentId), fee),
  });
}

export const usePhoneLink = (enrolmentId: string) =>
  useMutation({
    mutationFn: () => api.post<{ url: string }>(`${pathOf(enrolmentId)}/phone-links`),
    // Here and not where it is pressed: the way before ends meanwhile, and the button may be gone when the answer comes.
    onSuccess: ({ url }) => location.assign(url),
  });

/** Where WeChat's own browser tells who pays, and what comes back with the code. */
export const useWeChatSignIn = (enrolmentId: string) =>
  useMutation({ mutationFn: () => api.post<{ url: string; state: string }>(`${pathOf(enrolmentId)}/wechat-sign-ins`) });

/** Makes an order for whom the code names, and lets WeChat's own browser pay it. */
export function usePayInWeChat(enrolmentId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async (code: string) => payByBridge(await api.post<BridgePayment>(`${pathOf(enrolmentId)}/wechat-payments`, { code })),
    onSettled: () => client.invalidateQueries({ queryKey: keyOf(enrolmentId) }),
  });
}

/** An amount for people: ¥120.00. */
export function amountText(fen: number): string {
  return `¥${(fen / 100).toFixed(2)}`;
}
