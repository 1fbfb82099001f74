using System.Runtime.InteropServices;

namespace Census;

/// <summary>
/// Recognizes FIFOs, sockets and devices, which would block the thread that opens them. .NET reports them as files with normal attributes,
/// so this asks Linux. On other systems none is recognized.
/// </summary>
internal static class SpecialFile
{
    private const int CurrentDirectory = -100;
    private const int DoNotFollowLinks = 0x100;
    private const uint TypeOnly = 1;
    private const int TypeMask = 0xF000;
    private const int Regular = 0x8000;

    /// <summary>
    /// Returns whether the path is a special file. False if that cannot be found out, because the read then reports the error.
    /// </summary>
    public static bool Is(string path)
        => OperatingSystem.IsLinux() && Statx(CurrentDirectory, path, DoNotFollowLinks, TypeOnly, out var status) == 0 && (status.Mode & TypeMask) != Regular;

    // statx and not stat, because its structure is the same on every architecture.
    [DllImport("libc", EntryPoint = "statx"), DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Statx(int directory, [MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags, uint mask, out Status status);

    [StructLayout(LayoutKind.Explicit, Size = 256)]
    private readonly struct Status
    {
        [FieldOffset(28)]
        public readonly ushort Mode;
    }
}
