#!/bin/bash
# Lays out a Windows CPython 3.11 and a wine prefix in DEST, from package registries alone.
# Usage: make_python.sh DEST REQUIREMENT…   (needs wine64, gcc-mingw-w64-x86-64-win32, unzip)
set -e
here=$(cd "$(dirname "$0")" && pwd)
dest=$(realpath -m "$1")
shift
mkdir -p "$dest/tmp"
cd "$dest"

# The interpreter's DLLs travel inside of this wheel; the pure-Python library is this machine's own 3.11.
pip download -q --platform win_amd64 --python-version 3.11 --only-binary=:all: --no-deps -d tmp panda3d==1.10.16
mkdir -p winpy/DLLs winpy/Lib
unzip -qoj tmp/panda3d-*.whl 'deploy_libs/*' -d tmp/dl
cp tmp/dl/python311.dll tmp/dl/VCRUNTIME140.dll winpy/
cp tmp/dl/*.pyd tmp/dl/{libffi-8,libcrypto-3,libssl-3,sqlite3}.dll winpy/DLLs/
rm -f winpy/DLLs/{_tkinter,winsound,_msi}.pyd
library=$(python3.11 -c 'import sysconfig; print(sysconfig.get_path("stdlib"))')
(cd "$library" && tar c --exclude=./test --exclude=./site-packages --exclude=./lib-dynload \
  --exclude=__pycache__ --exclude='./config-*' --exclude='_sysconfigdata*' .) | tar x -C winpy/Lib

cc="x86_64-w64-mingw32-gcc -O2 -s"
$cc -municode -o winpy/python.exe "$here/pymain.c"
objdump -p tmp/dl/python311.dll \
  | awk '/\[Ordinal\/Name Pointer\] Table/{f=1;next} f&&/\[/{print $NF} f&&/^$/{exit}' > tmp/exports
(echo 'LIBRARY python3.dll'; echo EXPORTS; sed 's/.*/  & = python311.&/' tmp/exports) > tmp/python3.def
echo 'int d;' > tmp/d.c
x86_64-w64-mingw32-gcc -shared -nostdlib -Wl,-e,0 -o winpy/python3.dll tmp/d.c tmp/python3.def
pip install -q --target winpy/Lib/site-packages --platform win_amd64 --python-version 3.11 \
  --implementation cp --only-binary=:all: pip setuptools pefile pywin32-ctypes colorama "$@"

# Stand-ins for system DLLs that wine 8 lacks; they live in the prefix and never enter the bundle.
export WINEPREFIX=$dest/wp WINEDEBUG=-all WINEARCH=win64
wineboot -i >/dev/null 2>&1
wineserver -w
system=$WINEPREFIX/drive_c/windows/system32
$cc -shared -o "$system/bcryptprimitives.dll" "$here/bcp.c" -ladvapi32
$cc -shared -o "$system/icuuc.dll" "$here/icu.c"
rm -f "$system/mscms.dll"
$cc -shared -o "$system/mscms.dll" "$here/mscms.c"
$cc -shared -o "$system/uisettings.dll" "$here/uisettings.c"
class='HKLM\Software\Microsoft\WindowsRuntime\ActivatableClassId\Windows.UI.ViewManagement.UISettings'
wine reg add "$class" /v DllPath /t REG_SZ /d 'C:\windows\system32\uisettings.dll' /f >/dev/null 2>&1
wine reg add "$class" /v ActivationType /t REG_DWORD /d 0 /f >/dev/null 2>&1
wineserver -w
mkdir -p "$WINEPREFIX/drive_c/windows/Fonts"
cp /usr/share/fonts/truetype/wqy/wqy-zenhei.ttc "$WINEPREFIX/drive_c/windows/Fonts/" 2>/dev/null || true
