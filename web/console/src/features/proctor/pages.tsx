import { Badge, Button, Menu } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import classes from './proctor.module.css';
import type { Act, WrittenRow } from './use-written';

const flaws = ['blurred', 'dark', 'glare', 'cut', 'turned', 'other'] as const;

/** The photographed pages of a candidate; while she may still send one, each can be asked for again (FEATURES D13). */
export function Pages({ sittingId, row, open, act }: { sittingId: string; row: WrittenRow; open: boolean; act: Act }) {
  const { t } = useTranslation();
  return (
    <ol className={classes.pages} data-testid="pages">
      {row.pages?.files.map(({ id, url, asked }, at) => (
        <li key={id} data-page={at + 1} data-asked={asked?.flaw}>
          <a href={url} target="_blank" rel="noreferrer">
            <img src={`${url}?small=true`} alt={t('proctor.page', { n: at + 1 })} />
          </a>
          {asked !== undefined && (
            <Badge color="red.9" tt="none">
              {t('proctor.page_asked', { why: t(`proctor.page_flaw.${asked.flaw}`) })}
            </Badge>
          )}
          {open && (
            <Menu position="bottom-start">
              <Menu.Target>
                <Button fullWidth size="compact-md" variant="default" aria-label={t('proctor.ask_page', { n: at + 1 })}>
                  {t('proctor.ask_page_short')}
                </Button>
              </Menu.Target>
              <Menu.Dropdown>
                {flaws.map((flaw) => (
                  <Menu.Item key={flaw} onClick={() => void act(t('proctor.ask_page_short'), `/api/sittings/${sittingId}/page-requests`, { file_id: id, flaw })}>
                    {t(`proctor.page_flaw.${flaw}`)}
                  </Menu.Item>
                ))}
              </Menu.Dropdown>
            </Menu>
          )}
        </li>
      ))}
    </ol>
  );
}
