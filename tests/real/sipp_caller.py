"""A caller on SIPp: one call with digest, as raw as a test needs it."""

import asyncio
from pathlib import Path

_INVITE = """INVITE sip:[field0]@[remote_ip]:[remote_port] SIP/2.0
Via: SIP/2.0/[transport] [local_ip]:[local_port];branch=[branch]
From: [field1];tag=[call_number]
To: <sip:[field0]@[remote_ip]:[remote_port]>
Call-ID: [call_id]
CSeq: [cseq] INVITE
Contact: <sip:caller@[local_ip]:[local_port]>
Max-Forwards: 70
{proof}Content-Type: application/sdp
Content-Length: [len]

v=0
o=- 1 1 IN IP[local_ip_type] [local_ip]
s=-
c=IN IP[media_ip_type] [media_ip]
t=0 0
m=audio [media_port] RTP/AVP 8
a=rtpmap:8 PCMA/8000
"""

_WITHIN = """{method} {uri} SIP/2.0
Via: SIP/2.0/[transport] [local_ip]:[local_port];branch=[branch]
From: [field1];tag=[call_number]
[last_To:]
Call-ID: [call_id]
CSeq: [cseq] {method}
Contact: <sip:caller@[local_ip]:[local_port]>
Max-Forwards: 70
{more}Content-Length: 0
"""


def _send(text: str) -> str:
    return f"<send><![CDATA[\n{text}\n]]></send>"


async def call(
    folder: Path,
    *,
    port: int,
    dialled: str,
    caller: str,
    user: str,
    password: str,
    refer_to: str = "",
    seconds: float,
    patience: float = 10.0,
) -> int:
    """Call ``dialled`` on 127.0.0.1:``port``, stay ``seconds`` after it was answered, and hang up.

    ``caller`` is the whole From header, without a semicolon; with ``refer_to`` the caller asks for that
    transfer once it is answered.  Answers SIPp's exit code: 0 when the call went as
    written, and -1 when it was not over ``patience`` seconds later, as when the call was refused.
    """

    def within(method: str, uri: str, more: str = "") -> str:
        return _send(_WITHIN.format(method=method, uri=uri, more=more))

    proof = f"[authentication username={user} password={password}]\n"
    first = "sip:[field0]@[remote_ip]:[remote_port]"
    steps = [
        _send(_INVITE.format(proof="")),
        '<recv response="401" auth="true"/>',
        within("ACK", first),
        _send(_INVITE.format(proof=proof)),
        *(f'<recv response="{code}" optional="true"/>' for code in (100, 180, 183)),
        '<recv response="200" rrs="true"/>',
        within("ACK", "[next_url]"),
    ]
    if refer_to:
        steps += [within("REFER", "[next_url]", f"Refer-To: <{refer_to}>\n"), '<recv response="202"/>']
    steps += [
        f'<pause milliseconds="{seconds * 1000:.0f}"/>',
        within("BYE", "[next_url]"),
        '<recv response="200"/>',
    ]
    scenario = folder / "call.xml"
    scenario.write_text(
        '<?xml version="1.0" encoding="UTF-8"?>\n<scenario name="call">\n'
        + "\n".join(steps)
        + "\n</scenario>\n",
        encoding="utf-8",
    )
    # From a file they are taken as they are; in the scenario, brackets would be SIPp's own.
    (folder / "fields.csv").write_text(f"SEQUENTIAL\n{dialled};{caller}\n", encoding="utf-8")
    process = await asyncio.create_subprocess_exec(
        *(
            "sipp",
            "-sf",
            str(scenario),
            "-inf",
            str(folder / "fields.csv"),
            "-m",
            "1",
            "-i",
            "127.0.0.1",
            "-nostdin",
            "-max_retrans",
            "2",
        ),
        f"127.0.0.1:{port}",
        cwd=folder,
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.DEVNULL,
    )
    try:
        async with asyncio.timeout(seconds + patience):
            return await process.wait()
    except TimeoutError:
        return -1
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
