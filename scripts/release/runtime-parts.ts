/** A library that is linked into every executable, with its license. */
export interface RuntimePart {
  readonly name: string;
  /** An SPDX expression. */
  readonly license: string;
  readonly source: string;
}

/**
 * The libraries that Bun links statically, according to its authors. No package manager lists them, so this list
 * is written by hand. If the pinned version changes, compare the list with Bun's LICENSE.md.
 */
export const RUNTIME_PARTS: readonly RuntimePart[] = [
  part('JavaScriptCore and WebKit', 'LGPL-2.0-or-later', 'https://github.com/oven-sh/webkit'),
  part(
    'boringssl',
    'Apache-2.0 AND OpenSSL AND ISC',
    'https://boringssl.googlesource.com/boringssl',
  ),
  part('brotli', 'MIT', 'https://github.com/google/brotli'),
  part('libarchive', 'BSD-2-Clause', 'https://github.com/libarchive/libarchive'),
  part('lol-html', 'BSD-3-Clause', 'https://github.com/cloudflare/lol-html'),
  part('ls-hpack', 'MIT', 'https://github.com/litespeedtech/ls-hpack'),
  part('ls-qpack', 'MIT', 'https://github.com/litespeedtech/ls-qpack'),
  part('lsquic', 'MIT AND BSD-3-Clause', 'https://github.com/litespeedtech/lsquic'),
  part('mimalloc', 'MIT', 'https://github.com/microsoft/mimalloc'),
  part('picohttpparser', 'MIT', 'https://github.com/h2o/picohttpparser'),
  part('zstd', 'BSD-3-Clause', 'https://github.com/facebook/zstd'),
  part('simdutf', 'Apache-2.0', 'https://github.com/simdutf/simdutf'),
  part('tinycc', 'LGPL-2.1-or-later', 'https://github.com/tinycc/tinycc'),
  part('uSockets', 'Apache-2.0', 'https://github.com/uNetworking/uSockets'),
  part('uWebSockets', 'Apache-2.0', 'https://github.com/jarred-sumner/uwebsockets'),
  part('zlib-ng', 'Zlib', 'https://github.com/zlib-ng/zlib-ng'),
  part('c-ares', 'MIT', 'https://github.com/c-ares/c-ares'),
  part('icu', 'Unicode-3.0', 'https://github.com/unicode-org/icu'),
  part('libbase64', 'BSD-2-Clause', 'https://github.com/aklomp/base64'),
  part('libuv', 'MIT', 'https://github.com/libuv/libuv'),
  part('libdeflate', 'MIT', 'https://github.com/ebiggers/libdeflate'),
  part(
    'libjpeg-turbo',
    'BSD-3-Clause AND IJG AND Zlib',
    'https://github.com/libjpeg-turbo/libjpeg-turbo',
  ),
  part('libspng', 'BSD-2-Clause', 'https://github.com/randy408/libspng'),
  part('libwebp', 'BSD-3-Clause', 'https://chromium.googlesource.com/webm/libwebp'),
  part('highway', 'Apache-2.0', 'https://github.com/google/highway'),
  part('uucode', 'MIT', 'https://github.com/jacobsandlund/uucode'),
  part('tigerbeetle (parts of its IO)', 'Apache-2.0', 'https://github.com/tigerbeetle/tigerbeetle'),
  part('libc++abi', 'Apache-2.0 WITH LLVM-exception', 'https://github.com/llvm/llvm-project'),
];

function part(name: string, license: string, source: string): RuntimePart {
  return { name, license, source };
}
