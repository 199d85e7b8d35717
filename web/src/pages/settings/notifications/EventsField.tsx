import { Checkbox } from '@mantine/core';
import { useTranslation } from 'react-i18next';

/** What someone is told of. */
export function EventsField({ known, chosen, error, onChange }: { known: string[]; chosen: string[]; error: string | undefined; onChange: (events: string[]) => void }) {
  const { t } = useTranslation();
  return (
    <Checkbox.Group id="t-events" label={t('notify.events')} value={chosen} error={error} onChange={onChange}>
      <div className="radios">{known.map((each) => <Checkbox key={each} value={each} label={t(`notify.event.${each}`, { defaultValue: each })} />)}</div>
    </Checkbox.Group>
  );
}
