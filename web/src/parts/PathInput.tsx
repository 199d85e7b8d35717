// A folder on the server.

import { TextInput, type TextInputProps } from '@mantine/core';

type Props = Omit<TextInputProps, 'value' | 'onChange'> & { value: string; onChange: (value: string) => void };

export function PathInput({ value, onChange, ...more }: Props) {
  return <TextInput {...more} placeholder={more.placeholder ?? '/srv/…'} autoComplete="off" value={value} onChange={(event) => onChange(event.currentTarget.value)} />;
}
