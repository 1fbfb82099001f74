using HostedRuntime.Diagnostics;

namespace Census.Reports;

/// <summary>Shows a census that has ended.</summary>
internal interface IReport
{
    void Write(CensusResult result, RuntimeMetrics runtime);
}
