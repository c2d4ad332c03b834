import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';

export interface ExportButtonProps {
  path: string;
  /** The list's own filter: what is seen is what is exported. */
  query?: Record<string, string | undefined>;
}

/** Saves a list as a workbook. */
export function ExportButton({ path, query = {} }: ExportButtonProps) {
  const { t } = useTranslation();
  const params = new URLSearchParams();
  for (const [key, value] of Object.entries(query)) if (value !== undefined && value !== '') params.set(key, value);
  return (
    <Button component="a" size="md" variant="default" href={`${path}?${params.toString()}`} download>
      {t('export.xlsx')}
    </Button>
  );
}
