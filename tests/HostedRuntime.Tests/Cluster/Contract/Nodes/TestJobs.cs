namespace HostedRuntime.Tests.Cluster;

public sealed record EchoArgs(string Text);

public sealed record EchoResult(string Text, string Node, int Attempt, bool IsOnRuntime);

public sealed record FailArgs(int Attempts);

public sealed record HoldArgs(bool IgnoresToken);

/// <summary>The jobs of the tests, which every node of a test has.</summary>
public static class TestJobs
{
    public const string Echo = "echo/v1";
    public const string Fail = "fail/v1";
    public const string Hold = "hold/v1";
    public const string Size = "size/v1";
    public const string Report = "report/v1";
    public const string Broken = "broken/v1";

    public static IAsyncRuntimeBuilder AddTestJobs(this IAsyncRuntimeBuilder builder) => builder
        .AddJob<EchoJob, EchoArgs, EchoResult>(Echo)
        .AddJob<FailJob, FailArgs, int>(Fail)
        .AddJob<HoldJob, HoldArgs, string>(Hold)
        .AddJob<SizeJob, int, string>(Size)
        .AddJob<ReportJob, string, string>(Report)
        .AddJob<BrokenJob, int, int>(Broken);
}

/// <summary>Returns its argument, and where it ran.</summary>
public sealed class EchoJob : IJob<EchoArgs, EchoResult>
{
    public async Task<EchoResult> RunAsync(EchoArgs args, JobContext context, CancellationToken cancellationToken)
    {
        JobProbe.Of(context.Id).Begin(context, cancellationToken);
        await Task.Yield();
        return new EchoResult(args.Text, context.Node, context.Attempt, CurrentTask.Id is not null);
    }
}

/// <summary>Throws in its first attempts.</summary>
public sealed class FailJob : IJob<FailArgs, int>
{
    public Task<int> RunAsync(FailArgs args, JobContext context, CancellationToken cancellationToken)
    {
        JobProbe.Of(context.Id).Begin(context, cancellationToken);
        return context.Attempt <= args.Attempts
            ? throw new InvalidDataException($"attempt {context.Attempt} had no data")
            : Task.FromResult(context.Attempt);
    }
}

/// <summary>Runs until the test releases it, or until its token fires if it regards it.</summary>
public sealed class HoldJob : IJob<HoldArgs, string>
{
    public async Task<string> RunAsync(HoldArgs args, JobContext context, CancellationToken cancellationToken)
    {
        var probe = JobProbe.Of(context.Id);
        probe.Begin(context, cancellationToken);
        await probe.Released.WaitAsync(args.IgnoresToken ? CancellationToken.None : cancellationToken);
        return $"released in attempt {context.Attempt}";
    }
}

/// <summary>Cannot be made.</summary>
public sealed class BrokenJob : IJob<int, int>
{
    public BrokenJob() => throw new InvalidOperationException("its service is missing");

    public Task<int> RunAsync(int args, JobContext context, CancellationToken cancellationToken) => Task.FromResult(args);
}

/// <summary>Returns a text of a size.</summary>
public sealed class SizeJob : IJob<int, string>
{
    public Task<string> RunAsync(int args, JobContext context, CancellationToken cancellationToken) => Task.FromResult(new string('x', args));
}

/// <summary>Reports its argument, and runs until the test releases it.</summary>
public sealed class ReportJob : IJob<string, string>
{
    public async Task<string> RunAsync(string args, JobContext context, CancellationToken cancellationToken)
    {
        await context.ReportAsync(args, cancellationToken);
        var probe = JobProbe.Of(context.Id);
        probe.Begin(context, cancellationToken);
        await probe.Released.WaitAsync(cancellationToken);
        return args;
    }
}
