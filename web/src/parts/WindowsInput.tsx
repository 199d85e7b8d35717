// The times at which apps may update by themselves: days of the week, from and until.

import { Button, CloseButton, Input, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Icon } from './icons';
import { dayNames, nightly, type Window } from './windows';

function Row({ window, at, onChange, onRemove }: { window: Window; at: number; onChange: (window: Window) => void; onRemove: () => void }) {
  const { t, i18n } = useTranslation();
  const short = dayNames(i18n.language);
  const long = dayNames(i18n.language, 'long');
  const overnight = window.to <= window.from;
  return (
    <fieldset className="window">
      <legend className="unseen">{t('policy.window', { number: at + 1 })}</legend>
      <div className="days">
        {window.days.map((on, day) => (
          <button type="button" key={day} className={on ? 'day on' : 'day'} aria-pressed={on} aria-label={long[day]} onClick={() => onChange({ ...window, days: window.days.with(day, !on) })}>{short[day]}</button>
        ))}
      </div>
      <div className="times">
        <TextInput type="time" label={t('policy.from')} value={window.from} onChange={(event) => onChange({ ...window, from: event.currentTarget.value })} />
        <TextInput type="time" label={overnight ? t('policy.to_next') : t('policy.to')} value={window.to} onChange={(event) => onChange({ ...window, to: event.currentTarget.value })} />
        <CloseButton aria-label={t('policy.remove_window', { number: at + 1 })} onClick={onRemove} />
      </div>
    </fieldset>
  );
}

const most = 20; // the server keeps no more

export function WindowsInput({ windows, error, onChange }: { windows: Window[]; error?: string; onChange: (windows: Window[]) => void }) {
  const { t } = useTranslation();
  return (
    <Input.Wrapper component="div" label={t('policy.windows')} labelElement="div" description={windows.length === 0 ? t('policy.any_time') : t('policy.windows_text')} error={error}>
      <div className="windows">
        {windows.map((each, at) => <Row key={at} window={each} at={at} onChange={(next) => onChange(windows.with(at, next))} onRemove={() => onChange(windows.toSpliced(at, 1))} />)}
        {windows.length < most && <div><Button variant="default" size="sm" leftSection={<Icon name="clock" size={16} />} onClick={() => onChange([...windows, nightly])}>{windows.length === 0 ? t('policy.only_at') : t('policy.add_window')}</Button></div>}
      </div>
    </Input.Wrapper>
  );
}
