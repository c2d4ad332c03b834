import { Text, Title } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Icon } from '../../../icons';
import { Card, Facts } from '../../../layout/card';
import { PagesShown } from './pages-shown';
import { useWritten, type Written } from './requests';
import './texts';
import classes from './written.module.css';

/** What was handed in, to be read and no more (FEATURES D10). */
export function ReceiptCard({ sittingId, written }: { sittingId: string; written: Written }) {
  const { t, i18n } = useTranslation();
  const { receipt } = written;
  const rows: [string, string][] = [];
  if (receipt !== undefined) {
    rows.push([t('receipt.at'), new Date(receipt.at).toLocaleString(i18n.language)]);
    rows.push([t('receipt.by'), t(`receipt.by_${receipt.by}`)]);
    if (receipt.pages !== undefined) rows.push([t('receipt.pages'), receipt.pages]);
    if (receipt.items !== undefined) rows.push([t('receipt.items'), receipt.items]);
  }
  return (
    <Card>
      <div className={classes.before} data-testid="receipt" data-sitting={sittingId}>
        <Icon name="check" size={38} />
        <Title order={2}>{t('receipt.title')}</Title>
        <Text>{t(written.phase === 'submitted' ? 'receipt.stay' : 'receipt.over')}</Text>
      </div>
      <Facts rows={rows} />
      {receipt !== undefined && (
        <Text className={classes.number}>
          {t('receipt.number')} {receipt.number}
        </Text>
      )}
      {written.pages !== undefined && <PagesShown pages={written.pages} />}
    </Card>
  );
}

/** The receipt where a written sitting is over; nothing for any other. */
export default function ReceiptOf({ sittingId }: { sittingId: string }) {
  const { data } = useWritten(sittingId);
  return data?.receipt === undefined ? null : <ReceiptCard sittingId={sittingId} written={data} />;
}
