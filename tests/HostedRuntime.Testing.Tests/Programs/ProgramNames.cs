namespace HostedRuntime.Testing.Tests.Programs;

/// <summary>The names of the programs, as data of tests.</summary>
public static class ProgramNames
{
    public static TheoryData<string> All => [.. AllPrograms.All.Select(static program => program.Name)];

    public static TheoryData<string> WithTwin => [.. AllPrograms.All.Where(static program => program.Fixed is not null).Select(static program => program.Name)];
}
