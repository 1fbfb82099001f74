using System.Globalization;
using System.Runtime.InteropServices;

namespace Starvation.Figures;

/// <summary>The day and the machine of a run, without which a figure says little.</summary>
internal static class Machine
{
    private const string CpuInfo = "/proc/cpuinfo";
    private const string LoadAverage = "/proc/loadavg";

    /// <summary>Call it before the run, because the load average tells what else the machine did.</summary>
    public static string Describe()
        => string.Create(CultureInfo.InvariantCulture, $"{DateTime.UtcNow:yyyy-MM-dd}, {Processor()}, {Environment.ProcessorCount} processors, {RuntimeInformation.FrameworkDescription}{Load()}");

    private static string Load() => File.Exists(LoadAverage) ? $", load average before the run {File.ReadAllText(LoadAverage).Split(' ')[0]}" : "";

    private static string Processor()
    {
        var model = File.Exists(CpuInfo) ? File.ReadLines(CpuInfo).FirstOrDefault(static line => line.StartsWith("model name", StringComparison.Ordinal)) : null;
        return model?.Split(':', 2)[1].Trim() ?? $"{RuntimeInformation.ProcessArchitecture}";
    }
}
