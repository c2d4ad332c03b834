import { Loader } from '@mantine/core';
import { useTranslation } from 'react-i18next';

export function Waiting() {
  const { t } = useTranslation();
  return (
    <main className="alone" role="status" aria-label={t('door.loading')}>
      <Loader />
    </main>
  );
}
