import { useTranslation } from 'react-i18next';
import { Icon } from './icons';

/** Beside a button that saves. */
export function Saved({ shown }: { shown: boolean }) {
  const { t } = useTranslation();
  return <span className="saved" role="status">{shown && <><Icon name="check" size={16} />{t('saved')}</>}</span>;
}
