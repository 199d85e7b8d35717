import { useTranslation } from 'react-i18next';

const colours: Record<string, string> = {
  running: 'good', finished: 'good', starting: 'working', restarting: 'working', busy: 'working', unhealthy: 'warn', paused: 'warn',
  failed: 'bad', broken: 'bad',
};

/** A state in words and colour. */
export function StateLabel({ state }: { state: string }) {
  const { t } = useTranslation();
  return <span className={`state ${colours[state] ?? 'off'}`} data-state={state}>{t(`state.${state}`, { defaultValue: state })}</span>;
}
