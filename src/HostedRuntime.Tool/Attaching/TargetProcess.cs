using System.ComponentModel;
using System.Diagnostics;

namespace HostedRuntime.Tool.Attaching;

/// <summary>Asks the system about a process.</summary>
internal static class TargetProcess
{
    /// <summary>Returns whether the process runs.</summary>
    public static bool Exists(int id)
    {
        try
        {
            using var process = Process.GetProcessById(id);
            return true;
        }
        catch (ArgumentException)
        {
            return false;
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
