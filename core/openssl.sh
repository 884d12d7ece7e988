#!/bin/sh
# Stands for perl where openssl-src configures OpenSSL, to leave out what SQLCipher does not ask of it:
# all but AES-256-CBC, the SHA family, HMAC, PBKDF2 and random numbers, with what those cannot be built
# without. The rest would be 2 MB of each phone's library.
#
# `bulk` is OpenSSL's own name for all that it can do without. `err` are sentences for error numbers,
# `deprecated` what has a newer interface. No C frame of it is ever unwound.
exec "${PERL:-perl}" "$@" \
    no-bulk no-deprecated no-dtls no-err no-http no-scrypt no-slh-dsa no-tls \
    -Os -fno-asynchronous-unwind-tables -fno-unwind-tables
