using HostedRuntime.Diagnostics;

namespace Census.Reports;

/// <summary>Shows the result of a census.</summary>
internal interface IReport
{
    void Write(CensusResult result, RuntimeSnapshot runtime);
}
