#!/bin/sh
# rootfs.sh FOLDER: what an image with a JRE has, out of this machine's own files, since no registry is asked. As
# eclipse-temurin has it: a shell and what scripts use, Java at /opt/java/openjdk; and Python for the service.
set -eu
root=$1
mkdir -p "$root/opt/java" "$root/proc" "$root/dev" "$root/sys" "$root/run" "$root/srv" "$root/etc" "$root/usr/lib"
mkdir -m 1777 "$root/tmp"
ln -s usr/bin "$root/bin"
echo root:x:0:0::/:/bin/sh >"$root/etc/passwd"
"$JAVA_HOME/bin/jlink" --add-modules java.logging,java.management,jdk.unsupported --strip-debug --no-man-pages --no-header-files \
  --output "$root/opt/java/openjdk"
for program in sh cat dirname env grep head readlink sed sleep uname python3; do
  # Not one that only stands before the real one.
  file=$(PATH=/usr/bin:/bin command -v "$program")
  cp -L --parents "$file" "$root"
done
cp -r --parents "$(/usr/bin/python3 -c 'import os; print(os.path.dirname(os.__file__))')" "$root"
find "$root/usr" "$root/opt" -path '*/config-*' -prune -o -type f \( -perm /111 -o -name '*.so' \) -exec ldd {} + 2>/dev/null |
  grep -o '/[^ ():]*\.so[^ ():]*' | grep -v /opt/java/ | sort -u | while read -r library; do
  cp -L --parents "$library" "$root"
done
