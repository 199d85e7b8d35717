// Colours and shapes. Every text colour keeps a contrast of 4.5 on what it stands on, in both schemes.

import { createTheme, type CSSVariablesResolver, type MantineColorsTuple } from '@mantine/core';

const green: MantineColorsTuple = ['#e9f6f2', '#d3eae2', '#a6d5c6', '#76bfa8', '#4fac8e', '#379f7e', '#1f6f5c', '#1b6353', '#165347', '#0e4238'];

export const theme = createTheme({
  colors: { green },
  primaryColor: 'green',
  primaryShade: { light: 6, dark: 6 },
  defaultRadius: 'md',
  fontFamily: 'system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif',
  fontFamilyMonospace: 'ui-monospace, "SF Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace',
  cursorType: 'pointer',
  respectReducedMotion: true,
});

export const cssVariables: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    '--mantine-color-body': '#ffffff',
    '--mantine-color-dimmed': '#545b64',
    '--mantine-color-placeholder': '#6b7280',
    '--mantine-color-error': '#b42318',
    '--mantine-color-anchor': '#17604f',
  },
  dark: {
    '--mantine-color-body': '#1d2125',
    '--mantine-color-dimmed': '#a9b1ba',
    '--mantine-color-placeholder': '#8b949e',
    '--mantine-color-error': '#ff8a80',
    '--mantine-color-anchor': '#6fd0b3',
  },
});
