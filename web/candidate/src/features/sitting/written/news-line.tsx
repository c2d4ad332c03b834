import { useTranslation } from 'react-i18next';
import stack from '../notice-stack.module.css';
import type { News } from './news';

/** What is new in the written exam, at the top of the screen, read out as it comes. */
export function NewsLine({ news }: { news: readonly News[] }) {
  const { t } = useTranslation();
  return (
    <div className={stack.stack} role="status" aria-live="assertive" data-testid="written-news">
      {news.map((one) => (
        <div key={one} className={stack.notice} data-kind={one}>
          <span className={stack.words}>{t(`written.news.${one}`)}</span>
        </div>
      ))}
    </div>
  );
}
