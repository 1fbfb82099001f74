using System.Collections.Immutable;
using HostedRuntime.Analyzers.Rules.Aborting;
using HostedRuntime.Analyzers.Rules.Channels;
using HostedRuntime.Analyzers.Rules.Holding;
using HostedRuntime.Analyzers.Rules.Leaving;
using HostedRuntime.Analyzers.Rules.Setup;
using HostedRuntime.Analyzers.Rules.Spawning;

namespace HostedRuntime.Analyzers.Rules;

/// <summary>All rules, in the order of their numbers. A new rule needs a row here, a page and a row in the release files.</summary>
internal static class RuleList
{
    public static ImmutableArray<Rule> Create() =>
    [
        new HeldOnEveryPath(),
        new ThrownAway(),
        new DroppedHandle(),
        new SwallowedAbort(),
        new LockedTwice(),
        new SharedLoopVariable(),
        new DisposedBeforeBodyEnds(),
        new BlockingInBody(),
        new LeavingByConfigureAwait(),
        new IgnoredAnswer(),
        new LookThenWait(),
        new SenderNeverEnded(),
        new ConstantOutOfRange(),
        new ForeignTime(),
        new SpawnedPastScope(),
        new AsyncLambdaAsCallback(),
        new BodyWithoutToken(),
        new AwaitedTwice(),
        new AwaitOfItself(),
        new PluginWiring(),
    ];
}
