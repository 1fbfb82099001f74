namespace HostedRuntime.Diagnostics;

internal static class SnapshotText
{
    public static string Of(RuntimeSnapshot snapshot) => snapshot.Name;
}
