import { useTranslation } from 'react-i18next';
import type { Message } from '@shared/model';
import { Icon } from '../../icons';
import { timeText } from '../room-info/when';
import classes from './messages.module.css';

/** Words from staff, the newest first. */
export function Messages({ messages }: { messages: readonly Message[] }) {
  const { t, i18n } = useTranslation();
  if (messages.length === 0) return null;
  return (
    <section className={classes.box}>
      <h2 className={classes.title}>
        <Icon name="message" size={18} />
        {t('messages.title')}
      </h2>
      <ul className={classes.list}>
        {[...messages].reverse().map((one) => (
          <li key={one.id}>
            <span className={classes.meta}>
              {one.from_name} · {timeText(one.at, i18n.language)}
            </span>
            <span className={classes.text}>{one.text}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}
