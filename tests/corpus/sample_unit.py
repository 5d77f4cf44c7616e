"""The unit of the sample workbooks as a hand-made ledger: proves the truth against the given figures."""

from __future__ import annotations

from .ledger import Unit, parse_lines

SAMPLE = Unit(
    code="001001",
    name="昌吉市人民政府办公室",
    year=2023,
    lines=parse_lines(
        """
        2010301 30101 general 1899100.00
        2010301 30102 general 2191200.00
        2010301 30103 general 614600.00
        2010301 30112 general 18300.00
        2010301 30199 general 317900.00
        2010301 30201 general 221000.00
        2010301 30202 general 26000.00
        2010301 30203 general 10200.00
        2010301 30204 general 12200.00
        2010301 30205 general 15300.00
        2010301 30206 general 15300.00
        2010301 30207 general 12200.00
        2010301 30209 general 30500.00
        2010301 30211 general 30500.00
        2010301 30228 general 94300.00
        2010301 30229 general 46800.00
        2010301 30231 general 390000.00
        2010301 30239 general 12100.00
        2010301 30301 general 286600.00
        2010301 30302 general 157600.00
        2010350 30101 general 750000.00
        2010350 30102 general 582700.00
        2010350 30103 general 250000.00
        2010350 30112 general 7200.00
        2010350 30199 general 405600.00
        2010350 30201 general 41000.00
        2010350 30202 general 4500.00
        2010350 30203 general 2000.00
        2010350 30205 general 3000.00
        2010350 30206 general 3000.00
        2010350 30228 general 22100.00
        2010350 30229 general 14700.00
        2010350 30231 general 180000.00
        2010350 30239 general 6200.00
        2080505 30108 general 966600.00
        2101101 30110 general 359700.00
        2101102 30110 general 214100.00
        2101103 30111 general 60400.00
        2101199 30114 general 3700.00
        2210201 30113 general 731500.00
        2010399 30213 general 250000.00 | 电子政务网络设备维护 | 65230123T000000001
        2010308 30299 general_upper 100000.00 | 中央2023年解决特殊疑难信访问题资金预算 | 65230123T000000002
        """
    ),
)
