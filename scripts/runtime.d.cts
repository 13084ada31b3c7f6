export function temporaryUserDir(): { userDir: string; remove(): void };
export function readExample(name: string): Record<string, unknown>[];
export function readExamples(): Record<string, unknown>[];
