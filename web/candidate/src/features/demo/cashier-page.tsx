import { Button, Stack, Text } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'react-router';
import { api } from '@shared/api/client';
import type { components } from '@shared/api/schema';
import { ErrorNotice } from '@shared/ui';
import { Card, Facts } from '../../layout/card';
import { Page } from '../../layout/page';

type Trade = components['schemas']['Trade'];

const ways = ['told', 'untold', 'twice', 'forged', 'wrong_amount'] as const;

/** The simulated provider's till: pays an order, or lets something go wrong with it. */
export default function CashierPage() {
  const { t } = useTranslation();
  const [params] = useSearchParams();
  const order = params.get('order') ?? '';
  const client = useQueryClient();
  const key = ['demo-cashier', order];
  const trade = useQuery({ queryKey: key, queryFn: () => api.get<Trade>('/api/demo/cashier', { query: { order } }) });
  const pay = useMutation({
    mutationFn: (way: (typeof ways)[number]) => api.post('/api/demo/cashier', { order, way }),
    onSuccess: () => client.invalidateQueries({ queryKey: key }),
  });
  return (
    <Page title={t('cashier.title')} lead={t('cashier.lead')} bare>
      <ErrorNotice error={trade.error ?? pay.error} onRetry={() => void trade.refetch()} />
      {trade.data !== undefined && (
        <Card>
          <Facts
            rows={[
              [t('cashier.what'), trade.data.what],
              [t('cashier.amount'), `¥${(trade.data.amount_fen / 100).toFixed(2)}`],
              [t('cashier.state'), <strong key="state">{t(`cashier.is.${trade.data.state}`)}</strong>],
            ]}
          />
          {trade.data.state === 'NOTPAY' && (
            <Stack mt="md">
              {ways.map((way) => (
                <Button key={way} size={way === 'told' ? 'xl' : 'md'} variant={way === 'told' ? 'filled' : 'default'} loading={pay.isPending && pay.variables === way} onClick={() => pay.mutate(way)}>
                  {t(`cashier.way.${way}`)}
                </Button>
              ))}
            </Stack>
          )}
          {trade.data.state === 'SUCCESS' && <Text mt="md">{t('cashier.back')}</Text>}
        </Card>
      )}
    </Page>
  );
}
