import { defineConfig } from "vitest/config";

// The same input gives the same bytes: names go by content, and nothing in the files tells when they were made.
export default defineConfig({
  build: {
    outDir: "../built",
    emptyOutDir: true,
    target: "es2022",
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
  },
  server: { proxy: { "/api": "http://127.0.0.1:8600" } },
  test: { include: ["tests/**/*.test.ts"] },
});
