using System.Runtime.InteropServices;

namespace Census;

/// <summary>
/// Tells regular files from FIFOs, sockets and devices, which would block whoever opens them. .NET cannot: to it they are files with
/// normal attributes. So Linux is asked; elsewhere none is told.
/// </summary>
internal static class SpecialFile
{
    private const int CurrentDirectory = -100;
    private const int DoNotFollowLinks = 0x100;
    private const uint TypeOnly = 1;
    private const int TypeMask = 0xF000;
    private const int Regular = 0x8000;

    /// <summary>False also for what cannot be looked at: reading it then says why.</summary>
    public static bool Is(string path)
        => OperatingSystem.IsLinux() && Statx(CurrentDirectory, path, DoNotFollowLinks, TypeOnly, out var status) == 0 && (status.Mode & TypeMask) != Regular;

    // statx and not stat: its structure is the same on every architecture.
    [DllImport("libc", EntryPoint = "statx"), DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Statx(int directory, [MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags, uint mask, out Status status);

    [StructLayout(LayoutKind.Explicit, Size = 256)]
    private readonly struct Status
    {
        [FieldOffset(28)]
        public readonly ushort Mode;
    }
}
