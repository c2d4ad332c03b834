import { Badge, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { PhotoPages } from './requests';
import classes from './written.module.css';

/** The pages that count, with their time; the same on both phones (FEATURES D6). */
export function PagesShown({ pages }: { pages: PhotoPages }) {
  const { t, i18n } = useTranslation();
  const at = new Date(pages.sent_at).toLocaleTimeString(i18n.language, { hour12: false });
  return (
    <div data-testid="pages-that-count" data-version={pages.version}>
      <Text>
        {t('written.pages_sent', { n: pages.files.length, at })}{' '}
        {pages.late && (
          <Badge color="red.9" tt="none">
            {t('written.late')}
          </Badge>
        )}
      </Text>
      <ol className={classes.shown}>
        {pages.files.map(({ id, url, asked }, at) => (
          <li key={id} data-asked={asked?.flaw}>
            <a href={url} target="_blank" rel="noreferrer">
              <img src={`${url}?small=true`} alt={t('written.answer_page', { n: at + 1 })} />
            </a>
            {asked !== undefined && (
              <Badge color="red.9" tt="none">
                {t('pages.asked_badge')}
              </Badge>
            )}
          </li>
        ))}
      </ol>
    </div>
  );
}
