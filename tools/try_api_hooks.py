"""Bodies that schemathesis does not know how to write."""

import schemathesis


@schemathesis.serializer("application/offset+octet-stream")
def octets(_context, value):
    return value if isinstance(value, bytes) else str(value).encode()
