using System.ComponentModel;
using System.Diagnostics;

namespace HostedRuntime.Tool.Attaching;

/// <summary>Asks the system about a process.</summary>
internal static class TargetProcess
{
    /// <summary>Returns whether the process runs. A zombie, which has ended and is only kept for its parent, does not.</summary>
    public static bool Exists(int id)
    {
        try
        {
            using var process = Process.GetProcessById(id);
            return !IsZombie(id);
        }
        catch (ArgumentException)
        {
            return false;
        }
    }

    /// <summary>
    /// Waits for the end of a process that has closed its diagnostics. Such a process is usually about to end, and needs a moment more.
    /// </summary>
    /// <returns>True if it has ended within a second; otherwise false.</returns>
    public static bool IsEnding(int id)
    {
        try
        {
            using var process = Process.GetProcessById(id);
            return process.WaitForExit(TimeSpan.FromSeconds(1)) || IsZombie(id);
        }
        catch (Exception error) when (error is ArgumentException or InvalidOperationException or Win32Exception)
        {
            return !Exists(id);
        }
    }

    /// <summary>Returns the name of the program, which for "dotnet Orders.dll" is "Orders"; the number if the process has ended.</summary>
    public static string NameOf(int id)
    {
        try
        {
            using var process = Process.GetProcessById(id);
            return process.ProcessName == "dotnet" ? ProgramOf(id) ?? process.ProcessName : process.ProcessName;
        }
        catch (Exception error) when (error is ArgumentException or InvalidOperationException or Win32Exception)
        {
            return $"process {id}";
        }
    }

    private static bool IsZombie(int id)
    {
        try
        {
            // The state follows the name, which is in brackets and may contain some.
            var stat = File.ReadAllText($"/proc/{id}/stat");
            return stat[(stat.LastIndexOf(')') + 1)..].TrimStart() is ['Z' or 'X', ..];
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    /// <summary>Returns the program that dotnet runs, if the system tells the command line as Linux does; otherwise null.</summary>
    private static string? ProgramOf(int id)
    {
        try
        {
            var arguments = File.ReadAllText($"/proc/{id}/cmdline").Split('\0');
            var program = Array.Find(arguments, static argument => argument.EndsWith(".dll", StringComparison.OrdinalIgnoreCase));
            return program is null ? null : Path.GetFileNameWithoutExtension(program);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
