import { Button, Menu } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Paper } from './requests';

/** Saves an online paper as a table or as a package of QTI. */
export function ExportMenu({ paper }: { paper: Paper }) {
  const { t, i18n } = useTranslation();
  const language = i18n.language === 'en' ? 'en' : 'zh-CN';
  return (
    <Menu>
      <Menu.Target>
        <Button size="compact-md" variant="default">
          {t('papers.export_as')}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {(['xlsx', 'qti30', 'qti22'] as const).map((format) => (
          <Menu.Item key={format} component="a" href={`/api/papers/${paper.id}/export?format=${format}&language=${language}`} download>
            {t(`papers.export_format.${format}`)}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
